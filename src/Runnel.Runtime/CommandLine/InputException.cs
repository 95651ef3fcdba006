namespace Runnel.CommandLine;

/// <summary>A command's input cannot be used; the message says where and why. (Never leaves the command line.)</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
