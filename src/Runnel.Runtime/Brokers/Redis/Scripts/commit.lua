#!lua flags=allow-oom
-- Moves cursors forward under their leases, and releases leases. Each partition stands for itself: an error of one touches no other.
-- KEYS (stream, state)*n
-- ARGV processor, (owner, epoch, expected cursor, next cursor, entries between, release 0 or 1)*n
-- ->   (OK | FENCED <stored cursor> | MOVED <stored cursor> | FAILED <error>)*n
-- This is what each event costs the server with a commit of its own: the loop is flat, and calls out only for what is rare.
local call, pcall, group = redis.call, redis.pcall, ARGV[1]

-- The state could not be read, or it carries another lease.
local function refuse(state, stored, epoch, next, release)
  if stored.err then return 'FAILED ' .. stored.err end
  -- The answer to this very release was lost, and nobody has taken the lease since.
  if release == '1' and stored[1] == '' and stored[2] == epoch and stored[3] == next and call('HEXISTS', state, 'quarantine') == 0 then
    return 'OK'
  end
  return 'FENCED ' .. (stored[3] or '0-0')
end

-- The group's cursor could not be set: the group is missing, or the stream is too. Answers what went wrong now, if anything did.
local function create(stream, cursor, position)
  local missing = call('EXISTS', stream) == 0
  local reply = pcall('XGROUP', 'CREATE', stream, group, cursor, 'MKSTREAM', 'ENTRIESREAD', position)
  if not reply.err and missing then
    -- Ids given from now on must stay above the cursor.
    local added = string.format('%.0f', math.max(0, tonumber(position)))
    reply = pcall('XSETID', stream, cursor, 'ENTRIESADDED', added, 'MAXDELETEDID', '0-0')
  end
  return reply.err
end

local function add(position, count)
  local sum = position + count
  -- The first is quicker, and is made for a C long, which may be short.
  return string.format(sum < 2147483648 and '%d' or '%.0f', sum)
end

local out, at = {}, 1
for i = 1, #KEYS / 2 do
  local stream, state, epoch, next, release = KEYS[2 * i - 1], KEYS[2 * i], ARGV[at + 2], ARGV[at + 4], ARGV[at + 6]
  local stored = pcall('HMGET', state, 'owner', 'epoch', 'cursor', 'position')
  local cursor, answer = stored[3], 'OK'
  if stored[1] ~= ARGV[at + 1] or stored[2] ~= epoch then
    answer = refuse(state, stored, epoch, next, release)
  else
    if cursor == next then
      -- An earlier answer was lost, or there is only the lease to release.
    elseif cursor ~= ARGV[at + 3] then
      answer = 'MOVED ' .. cursor
    else
      local position = stored[4]
      if position ~= '-1' then position = add(position, ARGV[at + 5]) end
      -- The group first, then the state: an error leaves nothing half moved.
      local failure = pcall('XGROUP', 'SETID', stream, group, next, 'ENTRIESREAD', position).err and create(stream, next, position)
      if failure then answer = 'FAILED ' .. failure
      else call('HSET', state, 'cursor', next, 'position', position, 'crashes', '0') end
    end
    if release == '1' and answer == 'OK' then call('HSET', state, 'owner', '', 'expiry', '0', 'crashes', '0') end
  end
  out[i] = answer
  at = at + 6
end
return out
