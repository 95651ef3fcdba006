using Runnel;

namespace Flights;

/// <summary>
/// One departure. A primitive record: each property is a native stream field, and Redis stores field names that repeat only once. Such
/// a record holds no dates, so <paramref name="Date"/> stays the text it is: ISO 8601 sorts as text, and order is all we ask of it.
/// </summary>
/// <param name="Date">The local departure time.</param>
/// <param name="Delay">Minutes behind schedule; negative when early.</param>
/// <param name="Distance">Miles flown.</param>
/// <param name="Origin">Three letters.</param>
/// <param name="Destination">Three letters.</param>
[Record(Primitive = true)]
public partial record Flight(string Date, int Delay, int Distance, string Origin, string Destination);
