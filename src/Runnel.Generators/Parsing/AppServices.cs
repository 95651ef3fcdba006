using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>Parameters that dependency injection fills.</summary>
internal static class AppServices
{
    /// <summary>Why no service can be handed to the parameter; null: one can.</summary>
    public static string? Problem(IParameterSymbol parameter) => parameter switch
    {
        { RefKind: not RefKind.None } => "is passed by reference",
        { Type: { IsRefLikeType: true } or IPointerTypeSymbol or IFunctionPointerTypeSymbol } => "is of a type that no service can have",
        _ => null,
    };

    public static AppArgumentModel Argument(IParameterSymbol parameter)
    {
        if (parameter.Type.Is("System.IServiceProvider")) return new(AppArgumentKind.Services);
        var key = Key(parameter);
        if (parameter.HasExplicitDefaultValue)
        {
            var otherwise = ConstantText.Of(parameter.ExplicitDefaultValue, parameter.Type);
            var isHidden = otherwise == "null" && parameter.Type.NullableAnnotation != NullableAnnotation.Annotated;
            return new(AppArgumentKind.Optional, parameter.Type.Full(), key, isHidden ? "null!" : otherwise);
        }

        return parameter.Type.NullableAnnotation == NullableAnnotation.Annotated
            ? new(AppArgumentKind.Optional, parameter.Type.Full(), key, "null")
            : new(AppArgumentKind.Required, TypeNames.Qualified(parameter.Type), key);
    }

    public static bool IsKeyed(IParameterSymbol parameter) => Attribute(parameter) is not null;

    private static AttributeData? Attribute(IParameterSymbol parameter) => parameter.GetAttributes().FirstOrDefault(attribute =>
        attribute.Is("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute"));

    /// <summary>The key; null without one. An inherited key, and the key null, mean "no key": neither apps nor deliveries have one.</summary>
    private static string? Key(IParameterSymbol parameter)
        => Attribute(parameter) is { ConstructorArguments: [{ IsNull: false } key] } ? AppLiterals.Of(key) : null;
}
