#!lua flags=no-writes
-- A hash, and the time on the server that holds it: each node of a cluster has a clock of its own.
-- KEYS hash
-- ->   milliseconds, (field, value)*
local time = redis.call('TIME')
local out = redis.call('HGETALL', KEYS[1])
table.insert(out, 1, string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
return out
