#!lua
-- Appends a producer's next batch. The last sequence and its answer are kept, so that a batch whose answer was lost can be sent again.
-- KEYS stream, producer
-- ARGV channel to ring or '', sequence, milliseconds the answer is kept,
--      greatest length to trim to, or 0, or less than 0: a limit above which nothing is appended, entries, id of the first or '*',
--      count of the first's names and values, then
--      one entry:     name, value, ...
--      several:       all in one MessagePack string, (count of the next one's names and values, own id or '', name, value, ...)*entries
-- ->   repeated (0 or 1), APPENDED|PARTIAL|FULL|STALE, first id, last id, failed index or -1, error: one text, with spaces between
local stream, producer = KEYS[1], KEYS[2]
local sequence, length, id, count = ARGV[2], ARGV[4], ARGV[6], tonumber(ARGV[7])

local kept = redis.call('GET', producer)
if kept then
  local newer = sequence - kept:match('^%S+')
  if newer == 0 then return '1 ' .. kept:match('^%S+ (.*)$') end
  if newer < 0 then return '0 STALE ' .. kept:match('^%S+ %S+ (%S+ %S+)') .. ' -1 ' end
elseif not redis.acl_check_cmd('SET', producer, '', 'PX', ARGV[3]) then
  -- Found out before anything is written: entries without their kept answer could come twice.
  return redis.error_reply("NOPERM this user has no permissions to run the 'set' command or to access " .. producer)
end

-- An entry by itself is the usual case where events are rare, and a server that is seldom asked has none of this in its caches: what only
-- batches, limits and errors need is left aside. One that fails goes the long way, and fails there again.
local alone
if ARGV[5] == '1' and count > 0 and count <= 7900 then
  if length == '0' then alone = redis.pcall('XADD', stream, id, unpack(ARGV, 8))
  elseif length:byte() ~= 45 then alone = redis.pcall('XADD', stream, 'MAXLEN', '~', length, id, unpack(ARGV, 8)) end
end

local answer, has_news
if type(alone) == 'string' then
  answer, has_news = 'APPENDED ' .. alone .. ' ' .. alone .. ' -1 ', true
else
  local function of_record(failure)
    return failure:find('^ERR The ID specified in XADD') or failure:find('^ERR The stream has exhausted')
      or failure:find('^ERR Invalid stream ID') or failure:find('^ERR the entry has')
  end

  local entries = tonumber(ARGV[5])
  -- How many more there is room for. What is kept until it is processed is trimmed by the leader, not here.
  local room = entries
  if length:sub(1, 1) == '-' then
    local present = redis.pcall('XLEN', stream)
    if type(present) == 'table' then return redis.error_reply(present.err) end
    room, length = -tonumber(length) - present, '0'
  end

  -- What is unpacked is passed on as it is, with no table in between: a batch has thousands of values.
  local packed, given, pcall, unpack_limit = ARGV[8], id == '*', redis.pcall, cmsgpack.unpack_limit
  local function add(trim, offset, count, own, ...)
    if not given and own ~= '' then id = own end
    if trim then return offset, count, pcall('XADD', stream, 'MAXLEN', '~', length, id, ...) end
    return offset, count, pcall('XADD', stream, id, ...)
  end

  local status, first, last, failed, failure = 'APPENDED', '0-0', '0-0', -1, ''
  local offset, reply = 0, nil
  for index = 0, entries - 1 do
    if index >= room then
      status, failed = 'FULL', index
      break
    end
    local trim = length ~= '0' and index == entries - 1
    -- Lua's own stack ends at 8000 values; failing in the middle of the script would leave entries without their answer.
    if count == 0 then reply = {err = 'ERR the entry has no fields'}
    elseif count > 7900 then reply = {err = 'ERR the entry has more than 3950 fields'}
    elseif entries == 1 then offset, count, reply = add(trim, 0, 0, '', unpack(ARGV, 8))
    else offset, count, reply = add(trim, unpack_limit(packed, count + 2, offset)) end
    if type(reply) == 'table' then
      -- What is no fault of the record (a key of another type, a permission) is not the batch's answer: it may be sent again as it is.
      if index == 0 and not of_record(reply.err) then return redis.error_reply(reply.err) end
      status, failed, failure = 'PARTIAL', index, reply.err
      break
    end
    if index == 0 then
      first = reply
      -- Ids of one batch share their milliseconds, so that first and last tell all of them.
      if given then id = reply:match('^%d+') .. '-*' end
    end
    last = reply
  end
  answer, has_news = status .. ' ' .. first .. ' ' .. last .. ' ' .. failed .. ' ' .. failure, first ~= '0-0'
end

redis.call('SET', producer, sequence .. ' ' .. answer, 'PX', ARGV[3])

-- Who may not ring sends all the same: whoever waits looks from time to time.
local channel = ARGV[1]
if channel ~= '' and has_news and redis.acl_check_cmd('SPUBLISH', channel, '') then redis.pcall('SPUBLISH', channel, '') end
return '0 ' .. answer
