#!lua flags=no-writes
-- Counts entries between two ids, in small steps and not without end. Bodies of entries stay here.
-- KEYS stream
-- ARGV after (exclusive), through (inclusive), how many to count at most
-- ->   count, 1: exact or 0: there are more, first entry or ''
local stream, after, through, limit = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local total, first = 0, ''
while true do
  -- One more than the limit tells whether there are more.
  local step = math.min(100, limit - total + 1)
  local entries = redis.call('XRANGE', stream, '(' .. after, through, 'COUNT', step)
  if total == 0 and entries[1] then first = entries[1][1] end
  total = total + #entries
  if total > limit then return {limit, 0, first} end
  if #entries < step then return {total, 1, first} end
  after = entries[step][1]
end
