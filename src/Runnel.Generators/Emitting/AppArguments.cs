using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>Emitted calls of constructors and of users' methods.</summary>
internal static class AppArguments
{
    /// <summary>A constructor call with services. Outside the table, the helpers that fetch services need its name before theirs.</summary>
    public static string New(AppConstructorModel constructor, string helpers = "")
        => $"new {constructor.Type}({string.Join(", ", constructor.Arguments.Select(argument => Of(argument, "", helpers)))})";

    /// <summary>A lambda that calls a method and makes a <c>ValueTask</c> of what it returns.</summary>
    /// <param name="parameters">The lambda's parameters.</param>
    /// <param name="target">The expression the method is called on, if it is not static.</param>
    /// <param name="call">The method.</param>
    /// <param name="item">The name of the parameter that holds what the shape hands over.</param>
    public static string Lambda(string parameters, string target, AppCallModel call, string item = "")
    {
        var arguments = string.Join(", ", call.Arguments.Select(argument => Of(argument, item, "")));
        var expression = $"{(call.IsStatic ? "" : target + ".")}{call.Name}({arguments})";
        return call.Return switch
        {
            AppReturn.Nothing => $"static ({parameters}) => {{ {expression}; return default; }}",
            AppReturn.Task => $"static ({parameters}) => new({expression})",
            AppReturn.ValueTask => $"static ({parameters}) => {expression}",
            _ => $"static async ({parameters}) => await {expression}",
        };
    }

    private static string Of(AppArgumentModel argument, string item, string helpers) => argument switch
    {
        { Kind: AppArgumentKind.Item } => item,
        { Kind: AppArgumentKind.Context } => "context",
        { Kind: AppArgumentKind.Cancellation } => "cancellation",
        { Kind: AppArgumentKind.Services } => "services",
        { Kind: AppArgumentKind.Required, Key: null } => $"{helpers}{AppServiceEmitter.Required}<{argument.Type}>(services)",
        { Kind: AppArgumentKind.Required } => $"{helpers}{AppServiceEmitter.RequiredKeyed}<{argument.Type}>(services, {argument.Key})",
        { Key: null } => $"{helpers}{AppServiceEmitter.Optional}<{argument.Type}>(services, {argument.Otherwise})",
        _ => $"{helpers}{AppServiceEmitter.OptionalKeyed}<{argument.Type}>(services, {argument.Key}, {argument.Otherwise})",
    };
}
