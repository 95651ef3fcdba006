using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.CodeFixes;

/// <summary>Small changes of declarations, each the same when it is done twice.</summary>
internal static class Edits
{
    /// <summary><c>partial</c>, last of the modifiers.</summary>
    public static MemberDeclarationSyntax MakePartial(this MemberDeclarationSyntax member) => member.AddModifier(SyntaxKind.PartialKeyword);

    /// <summary><c>async</c>, and <c>Task</c> where nothing was returned.</summary>
    public static MethodDeclarationSyntax MakeAsync(this MethodDeclarationSyntax method)
    {
        if (method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } nothing)
            method = method.WithReturnType(Names.Type(Names.Task).WithTriviaFrom(nothing));
        return (MethodDeclarationSyntax)method.AddModifier(SyntaxKind.AsyncKeyword);
    }

    private static MemberDeclarationSyntax AddModifier(this MemberDeclarationSyntax member, SyntaxKind kind)
    {
        if (member.Modifiers.Any(kind)) return member;
        var modifier = SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space);
        if (member.Modifiers.Count > 0)
        {
            // 'partial' comes last, and 'async' before it.
            var last = member.Modifiers.Last();
            var isBefore = kind == SyntaxKind.AsyncKeyword && last.IsKind(SyntaxKind.PartialKeyword);
            return member.WithModifiers(isBefore ? member.Modifiers.Insert(member.Modifiers.Count - 1, modifier) : member.Modifiers.Add(modifier));
        }

        // The first modifier takes over what stands before the declaration's first own word.
        var first = FirstWord(member);
        modifier = modifier.WithLeadingTrivia(first.LeadingTrivia);
        member = member.ReplaceToken(first, first.WithLeadingTrivia());
        return member.WithModifiers(SyntaxFactory.TokenList(modifier));
    }

    private static SyntaxToken FirstWord(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax type => type.Keyword,
        PropertyDeclarationSyntax property => property.Type.GetFirstToken(),
        MethodDeclarationSyntax method => method.ReturnType.GetFirstToken(),
        _ => member.AttributeLists.LastOrDefault()?.GetLastToken().GetNextToken() ?? member.GetFirstToken(),
    };
}
