namespace Runnel;

/// <summary>A setting, or the set-up it describes, cannot be used. The message names the setting, its value, where it came from and what is allowed.</summary>
public sealed class SettingException : RunnelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The setting, its value, where it came from and what is allowed.</param>
    /// <param name="inner">The cause.</param>
    public SettingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
