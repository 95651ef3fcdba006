namespace Runnel;

/// <summary>The base of every exception that Runnel itself throws.</summary>
public abstract class RunnelException : Exception
{
    private protected RunnelException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
