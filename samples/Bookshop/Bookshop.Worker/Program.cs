using Bookshop;
using Runnel;

// Runs the processors of all assemblies that this project references: nothing lists them.
return await RunnelApplication.RunAsync<Shop>(args);
