#!lua flags=allow-oom
-- Moves cursors forward under their leases, and releases leases. Each partition stands for itself: an error of one touches no other.
-- KEYS (stream, state)*n
-- ARGV processor, (owner, epoch, expected cursor, next cursor, entries between, release 0 or 1)*n
-- ->   (OK | FENCED <stored cursor> | MOVED <stored cursor> | FAILED <error>)*n
local group = ARGV[1]

-- The group first, then the state: an error leaves nothing half moved.
local function move(stream, cursor, position)
  local reply = redis.pcall('XGROUP', 'SETID', stream, group, cursor, 'ENTRIESREAD', position)
  if not reply.err then return nil end
  local missing = redis.call('EXISTS', stream) == 0
  reply = redis.pcall('XGROUP', 'CREATE', stream, group, cursor, 'MKSTREAM', 'ENTRIESREAD', position)
  if reply.err then return reply.err end
  if missing then
    -- Ids given from now on must stay above the cursor.
    local added = string.format('%.0f', math.max(0, tonumber(position)))
    reply = redis.pcall('XSETID', stream, cursor, 'ENTRIESADDED', added, 'MAXDELETEDID', '0-0')
  end
  return reply.err
end

local function commit(stream, state, owner, epoch, expected, next, count, release)
  local stored = redis.pcall('HMGET', state, 'owner', 'epoch', 'cursor', 'position')
  if stored.err then return 'FAILED ' .. stored.err end
  local cursor, position = stored[3], stored[4]
  if stored[1] ~= owner or stored[2] ~= epoch then
    -- The answer to this very release was lost, and nobody has taken the lease since.
    if release == '1' and stored[1] == '' and stored[2] == epoch and cursor == next and redis.call('HEXISTS', state, 'quarantine') == 0 then
      return 'OK'
    end
    return 'FENCED ' .. (cursor or '0-0')
  end
  if cursor ~= next then
    if cursor ~= expected then return 'MOVED ' .. cursor end
    if position ~= '-1' then position = string.format('%.0f', tonumber(position) + tonumber(count)) end
    local failure = move(stream, next, position)
    if failure then return 'FAILED ' .. failure end
    redis.call('HSET', state, 'cursor', next, 'position', position, 'crashes', '0')
  end
  if release == '1' then redis.call('HSET', state, 'owner', '', 'expiry', '0', 'crashes', '0') end
  return 'OK'
end

local out = {}
for i = 1, #KEYS / 2 do
  local at = (i - 1) * 6 + 1
  out[i] = commit(KEYS[2 * i - 1], KEYS[2 * i], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5], ARGV[at + 6])
end
return out
