using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

namespace Runnel.CodeFixes;

/// <summary>
/// A mend of one diagnostic: what it is called, and how it is done. Several are done by one editor: each place once, and what lies in another
/// place before that one.
/// </summary>
/// <param name="Title">What an editor shows.</param>
/// <param name="Place">What is replaced, in the document as it was found.</param>
/// <param name="Apply">Changes nodes of the document as it was found.</param>
internal sealed record Fix(string Title, TextSpan Place, Action<SyntaxEditor> Apply);
