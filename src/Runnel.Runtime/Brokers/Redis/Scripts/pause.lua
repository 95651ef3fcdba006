#!lua flags=allow-oom
-- Marks a partition as paused, whoever holds its lease, which stays valid: its owner is to finish what it has in hand. An earlier mark is kept.
-- KEYS state
-- ARGV mark
-- ->   the mark that stands
redis.call('HSETNX', KEYS[1], 'pause', ARGV[1])
return redis.call('HGET', KEYS[1], 'pause')
