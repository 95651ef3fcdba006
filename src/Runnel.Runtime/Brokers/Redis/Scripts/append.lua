#!lua
-- Appends a producer's next batch. The last sequence and its answer are kept, so that a batch whose answer was lost can be sent again.
-- KEYS stream, producer
-- ARGV channel to ring or '', sequence, milliseconds the answer is kept, greatest length or 0, entries,
--      (id or *, count of names and values, name, value, ...)*entries
-- ->   APPENDED|PARTIAL|STALE, first id, last id, failed index or -1, error, repeated (0 or 1)
local stream, producer = KEYS[1], KEYS[2]
local channel, sequence, lifetime, length, entries = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])

local kept = redis.call('GET', producer)
if kept then
  local last_sequence, status, first, last, failed, failure = kept:match('^(%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  local newer = tonumber(sequence) - tonumber(last_sequence)
  if newer == 0 then return {status, first, last, failed, failure, '1'} end
  if newer < 0 then return {'STALE', first, last, '-1', '', '0'} end
elseif not redis.acl_check_cmd('SET', producer, '', 'PX', lifetime) then
  -- Found out before anything is written: entries without their kept answer could come twice.
  return redis.error_reply("NOPERM this user has no permissions to run the 'set' command or to access " .. producer)
end

local function add(id, from, count, trim)
  -- Lua's own stack ends at 8000 values; failing in the middle of the script would leave entries without their answer.
  if count == 0 then return {err = 'ERR the entry has no fields'} end
  if count > 7900 then return {err = 'ERR the entry has more than 3950 fields'} end
  if trim then return redis.pcall('XADD', stream, 'MAXLEN', '~', length, id, unpack(ARGV, from, from + count - 1)) end
  return redis.pcall('XADD', stream, id, unpack(ARGV, from, from + count - 1))
end

local function of_record(failure)
  return failure:find('^ERR The ID specified in XADD') or failure:find('^ERR The stream has exhausted')
    or failure:find('^ERR Invalid stream ID') or failure:find('^ERR the entry has')
end

local status, first, last, failed, failure = 'APPENDED', '0-0', '0-0', -1, ''
local at, milliseconds = 6, nil
for index = 0, entries - 1 do
  local id, count = ARGV[at], tonumber(ARGV[at + 1])
  -- Ids of one batch share their milliseconds, so that first and last tell all of them.
  if id == '*' and milliseconds then id = milliseconds .. '-*' end
  local reply = add(id, at + 2, count, length ~= '0' and index == entries - 1)
  if type(reply) == 'table' then
    -- What is no fault of the record (a key of another type, a permission) is not the batch's answer: it may be sent again as it is.
    if index == 0 and not of_record(reply.err) then return redis.error_reply(reply.err) end
    status, failed, failure = 'PARTIAL', index, reply.err
    break
  end
  if index == 0 then first = reply end
  if ARGV[at] == '*' and not milliseconds then milliseconds = reply:match('^%d+') end
  last = reply
  at = at + 2 + count
end

redis.call('SET', producer, table.concat({sequence, status, first, last, failed, failure}, ' '), 'PX', lifetime)

-- Who may not ring sends all the same: whoever waits looks from time to time.
if channel ~= '' and first ~= '0-0' and redis.acl_check_cmd('SPUBLISH', channel, '') then redis.pcall('SPUBLISH', channel, '') end
return {status, first, last, tostring(failed), failure, '0'}
