using Runnel;
using Runnel.Chaos;

return await RunnelApplication.RunAsync<ChaosApp>(args);
