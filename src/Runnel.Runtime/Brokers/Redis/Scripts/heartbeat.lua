#!lua flags=allow-oom
-- Joins a group or stays in it, and removes members that were not heard of in time.
-- KEYS members
-- ARGV member, milliseconds it counts as alive, milliseconds between two heartbeats, active 0 or 1, known generation, renews 0 or 1
-- ->   generation or 0, assignment or '' (none, or known), joined 0 or 1, count of the dead, dead ..., (member, milliseconds left, active)*
local key, self, duration, interval = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function integer(number) return string.format('%.0f', number) end

local fields, members = {}, {}
local listed = redis.call('HGETALL', key)
for i = 1, #listed, 2 do
  local id = listed[i]:match('^member:(.*)$')
  if id then
    local expiry, longest, active = listed[i + 1]:match('^(%d+) (%d+) (%d)$')
    -- The clock was set back: nobody counts as alive for longer than it asked for.
    members[id] = {expiry = math.min(tonumber(expiry), now + tonumber(longest)), longest = longest, active = active}
  else
    fields[listed[i]] = listed[i + 1]
  end
end

-- A server that stood still heard nobody: then nobody is declared dead for one interval. A longer silence is no freeze.
local silence = now - tonumber(fields['heard'] or now)
if silence > 2 * interval and silence <= 10 * duration then
  for id, member in pairs(members) do
    if member.expiry < now + interval then
      member.expiry = now + interval
      redis.call('HSET', key, 'member:' .. id, integer(member.expiry) .. ' ' .. member.longest .. ' ' .. member.active)
    end
  end
end

local known = members[self]
local expiry = (ARGV[6] == '1' or not known) and now + duration or known.expiry
members[self] = {expiry = expiry, active = ARGV[4]}
redis.call('HSET', key, 'heard', integer(now), 'member:' .. self, integer(expiry) .. ' ' .. integer(duration) .. ' ' .. ARGV[4])

local dead, alive = {}, {}
for id, member in pairs(members) do
  if member.expiry <= now and id ~= self then
    dead[#dead + 1] = id
    redis.call('HDEL', key, 'member:' .. id)
  else
    alive[#alive + 1] = id
    alive[#alive + 1] = integer(member.expiry - now)
    alive[#alive + 1] = member.active
  end
end

local generation = fields['generation'] or '0'
local out = {generation, generation ~= ARGV[5] and fields['assignment'] or '', known and '0' or '1', tostring(#dead)}
for _, id in ipairs(dead) do out[#out + 1] = id end
for _, value in ipairs(alive) do out[#out + 1] = value end
return out
