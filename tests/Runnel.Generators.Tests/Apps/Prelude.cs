namespace Runnel.Generators.Tests.Apps;

/// <summary>What the programs of these tests begin with, and the record that most of them use.</summary>
internal static class Prelude
{
    /// <summary>The programs of these tests are no libraries: their own types go without documentation. What is emitted stands in other files.</summary>
    public const string Usings = """
        #pragma warning disable CS1591
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;
        using Runnel;

        """;

    public const string Order = """

        [Record]
        public partial record Order(int OrderId, string Customer, double Amount);
        """;

    public static string Program(string source) => Usings + source + Order;
}
