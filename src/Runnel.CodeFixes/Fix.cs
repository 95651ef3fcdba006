using Microsoft.CodeAnalysis.Editing;

namespace Runnel.CodeFixes;

/// <summary>A mend of one diagnostic: what it is called, and how it is done. Several are done by one editor, in the order of the source.</summary>
/// <param name="Title">What an editor shows.</param>
/// <param name="Apply">Changes nodes of the document as it was found.</param>
internal sealed record Fix(string Title, Action<SyntaxEditor> Apply);
