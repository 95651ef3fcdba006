#!lua flags=allow-oom
-- Stores an assignment by compare-and-set.
-- KEYS members
-- ARGV expected generation or 0, milliseconds in which a member that is not listed has to be heard, assignment, member ...
-- ->   the new generation, or 0: another generation is stored, or other members are active
local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local generation = redis.call('HGET', key, 'generation') or '0'
if generation ~= ARGV[1] then return '0' end

local stored, active = {}, 0
local listed = redis.call('HGETALL', key)
for i = 1, #listed, 2 do
  local id = listed[i]:match('^member:(.*)$')
  if id then
    stored[id] = listed[i + 1]:sub(-1)
    if stored[id] == '1' then active = active + 1 end
  end
end

local missing = {}
for i = 4, #ARGV do
  if not stored[ARGV[i]] and generation == '0' then missing[#missing + 1] = ARGV[i]
  elseif stored[ARGV[i]] ~= '1' then return '0' end
end
if active + #missing ~= #ARGV - 3 then return '0' end

-- The data was lost: those who were members are given time to be heard, so that nothing moves in vain.
for _, id in ipairs(missing) do
  redis.call('HSET', key, 'member:' .. id, string.format('%.0f', now + ARGV[2]) .. ' ' .. ARGV[2] .. ' 1')
end

-- By the clock, so that it grows even where the last generation was forgotten with the data.
local next = string.format('%.0f', math.max(time[1] * 1000000 + time[2], tonumber(generation) + 1))
redis.call('HSET', key, 'generation', next, 'assignment', ARGV[3])
return next
