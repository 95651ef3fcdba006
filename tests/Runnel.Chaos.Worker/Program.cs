using Runnel;
using Runnel.Chaos;

return Environment.GetEnvironmentVariable("CHAOS_APP") == "kept"
    ? await RunnelApplication.RunAsync<KeptApp>(args)
    : await RunnelApplication.RunAsync<ChaosApp>(args);
