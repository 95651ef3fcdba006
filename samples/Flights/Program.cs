using Flights;
using Runnel;

// flights worker                            counts departures, prints a table whenever the data has come to an end
// flights sendmany flights flights.jsonl    sends 20,000 of them
return await RunnelApplication.RunAsync<Airports>(args);
