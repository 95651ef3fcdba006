#!lua flags=allow-oom
-- Records processors as declared now.
-- KEYS processors
-- ARGV "<stream>:<processor>"*n
-- ->   milliseconds, (field, milliseconds of its last declaration)*
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
for i = 1, #ARGV do redis.call('HSET', KEYS[1], ARGV[i], now) end
local out = redis.call('HGETALL', KEYS[1])
table.insert(out, 1, now)
return out
