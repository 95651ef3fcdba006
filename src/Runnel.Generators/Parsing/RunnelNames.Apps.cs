namespace Runnel.Generators.Parsing;

internal static partial class RunnelNames
{
    public const string AppAttribute = "Runnel.AppAttribute";
    public const string StreamAttribute = "Runnel.StreamAttribute";
    public const string DeadLettersAttribute = "Runnel.DeadLettersAttribute";
    public const string ProcessorAttribute = "Runnel.ProcessorAttribute";
    public const string ProcessorOfAttribute = "Runnel.ProcessorAttribute`1";
    public const string OnExceptionAttribute = "Runnel.OnExceptionAttribute`1";
    public const string StartupAttribute = "Runnel.StartupAttribute";
    public const string TimerAttribute = "Runnel.TimerAttribute";
    public const string CrontabAttribute = "Runnel.CrontabAttribute";
    public const string MiddlewareAttribute = "Runnel.MiddlewareAttribute";
    public const string Middleware = "Runnel.IMiddleware";
    public const string DeadLetterMiddleware = "Runnel.DeadLetterMiddleware";
    public const string Dead = "Runnel.Dead";
    public const string EventStream = "Runnel.EventStream`1";
    public const string Events = "Runnel.Events`1";
    public const string RawEvent = "Runnel.RawEvent";
    public const string EventContext = "Runnel.EventContext";
    public const string Serializer = "Runnel.ISerializer`1";
    public const string Compressor = "Runnel.ICompressor";
    public const string Hasher = "Runnel.IPartitionHasher";
    public const string Record = "Runnel.IRecord`1";
    public const string EntryAttribute = "Runnel.RunnelEntryAttribute";
    public const string ModuleAttribute = "Runnel.Contracts.RunnelModuleAttribute";
    public const string DeclaredStreamAttribute = "Runnel.Contracts.DeclaredStreamAttribute";
    public const string DeclaredProcessorAttribute = "Runnel.Contracts.DeclaredProcessorAttribute";
    public const string PrimitiveRecord = "Runnel.IPrimitiveRecord`1";
}
