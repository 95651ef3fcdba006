#!lua flags=allow-oom
-- Records what an app declares where nothing is recorded; a declaration that differs anywhere records nothing.
-- KEYS meta
-- ARGV (field, value)*n
-- ->   (index of the declaration from 0, recorded value) of each that differs
local conflicts = {}
for i = 1, #ARGV, 2 do
  local recorded = redis.call('HGET', KEYS[1], ARGV[i])
  if recorded and recorded ~= ARGV[i + 1] then
    conflicts[#conflicts + 1] = tostring((i - 1) / 2)
    conflicts[#conflicts + 1] = recorded
  end
end
if #conflicts == 0 then
  for i = 1, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
return conflicts
