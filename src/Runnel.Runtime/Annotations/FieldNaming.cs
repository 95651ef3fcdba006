namespace Runnel;

/// <summary>How a property's name becomes the name of its stored field.</summary>
public enum FieldNaming
{
    /// <summary>The default: exactly <c>System.Text.Json.JsonNamingPolicy.SnakeCaseLower</c> (<c>OrderId</c> becomes <c>order_id</c>).</summary>
    SnakeCase,

    /// <summary>Exactly <c>System.Text.Json.JsonNamingPolicy.CamelCase</c> (<c>OrderId</c> becomes <c>orderId</c>).</summary>
    CamelCase,

    /// <summary>Exactly <c>System.Text.Json.JsonNamingPolicy.KebabCaseLower</c> (<c>OrderId</c> becomes <c>order-id</c>).</summary>
    KebabCase,

    /// <summary>The property's name as it is written.</summary>
    AsWritten,
}
