// BullMQ's part of the comparison: sends jobs in bulk, consumes them with one worker, then measures single jobs on an idle queue.
//
//   node bullmq.mjs PORT JOBS CONCURRENCY TRICKLE
//
// Prints send=RATE, consume=RATE and, unless TRICKLE is 0, p50=MS and p99=MS.
import { Queue, Worker } from "bullmq";

const [port, jobs, concurrency, trickle] = process.argv.slice(2).map(Number);
const bulk = 1000;
const sensors = 10_000;
const paceMilliseconds = 2;
const trickleWarmUp = 200;

// A blocking connection must not give up after a number of tries.
const connection = { host: "127.0.0.1", port, maxRetriesPerRequest: null };
// As its documentation advises: finished jobs are not kept for ever.
const keep = { removeOnComplete: { count: 1000 }, removeOnFail: { count: 1000 } };

// What compiles while it runs is compiled before it is measured.
await sendAndConsume("warm", Math.min(jobs, 5000));
const { sent, consumed } = await sendAndConsume("readings", jobs);
console.log(`send=${sent}`);
console.log(`consume=${consumed}`);

if (trickle > 0) {
  const latencies = (await measureTrickle()).sort((one, other) => one - other);
  console.log(`p50=${percentile(latencies, 0.5)}`);
  console.log(`p99=${percentile(latencies, 0.99)}`);
}

async function sendAndConsume(name, count) {
  const queue = new Queue(name, { connection });
  const started = performance.now();
  for (let number = 0; number < count; ) {
    const batch = [];
    for (; batch.length < bulk && number < count; number++) batch.push({ name: "reading", data: { sensor: number % sensors, number, sent: 0 } });
    await queue.addBulk(batch);
  }
  const sent = count / seconds(started);

  let first = 0;
  let seen = 0;
  let sum = 0;
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const worker = new Worker(
    name,
    async (job) => {
      if (seen === 0) first = performance.now();
      sum += job.data.number;
      if (++seen === count) finish();
    },
    { connection, concurrency, ...keep },
  );
  worker.on("error", fail);
  worker.on("failed", (_, error) => fail(error));
  await finished;
  const consumed = count / seconds(first);
  await worker.close();
  await queue.close();
  if (sum !== (count * (count - 1)) / 2) fail(new Error(`The numbers add up to ${sum}: a job was lost or came twice.`));
  return { sent, consumed };
}

async function measureTrickle() {
  const queue = new Queue("trickle", { connection });
  const latencies = [];
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const worker = new Worker(
    "trickle",
    async (job) => {
      latencies.push(performance.now() - job.data.sent);
      if (latencies.length === trickleWarmUp + trickle) finish();
    },
    { connection, concurrency, ...keep },
  );
  worker.on("error", fail);
  await worker.waitUntilReady();
  for (let number = 0; number < trickleWarmUp + trickle; number++) {
    await new Promise((resolve) => setTimeout(resolve, paceMilliseconds));
    await queue.add("reading", { sensor: number % sensors, number, sent: performance.now() });
  }
  await finished;
  await worker.close();
  await queue.close();
  return latencies.slice(trickleWarmUp);
}

function seconds(started) {
  return (performance.now() - started) / 1000;
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

function fail(error) {
  console.error(error);
  process.exit(1);
}
