// What a cluster would do with a preset, simulated over the real cutting of work, and what a shard costs beside its computation, measured.
//   node bench/cluster.mjs simulate [--preset paper] [--cores 10,30,100,300,1000] [--failures 0,0.01,0.1] [--work FILE] [--repeats 5]
//   node bench/cluster.mjs submit [--preset paper] [--work FILE]      cuts and writes one submission; sbatch is played
//   node bench/cluster.mjs shards [--count 1000,10000,100000]         writes, checks, completes and reads runs of so many shards
// Forecasts of all ensembles take minutes; --work keeps them in FILE, or takes them from there. Prints JSON lines.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureShards } from './cluster-shards.mjs';
import { simulate } from './cluster-simulation.mjs';
import { measureSubmission } from './cluster-submission.mjs';
import { forecastWork } from './cluster-work.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: 'string', default: 'paper' },
    cores: { type: 'string', default: '10,30,100,300,1000' },
    failures: { type: 'string', default: '0,0.01,0.1' },
    count: { type: 'string', default: '1000,10000' },
    repeats: { type: 'string', default: '5' },
    work: { type: 'string' },
  },
});
const numbers = (text) => text.split(',').map(Number);
const print = (line) => console.log(JSON.stringify(line));

async function work() {
  if (values.work && existsSync(values.work)) return JSON.parse(readFileSync(values.work, 'utf8'));
  const made = await forecastWork(values.preset);
  if (values.work) writeFileSync(values.work, JSON.stringify(made));
  return made;
}

const [name] = positionals;
if (name === 'shards') for (const count of numbers(values.count)) print(await measureShards(count));
else if (name === 'submit') print(await measureSubmission(await work()));
else if (name === 'simulate') {
  const loads = await work();
  const seconds = loads.flatMap(({ tasks }) => tasks.map((task) => task.seconds));
  print({
    preset: values.preset,
    ensembles: loads.length,
    tasks: seconds.length,
    hours: seconds.reduce((sum, s) => sum + s, 0) / 3600,
    over15Minutes: seconds.filter((s) => s > 900).length,
    thatMustEndWhereTheyBegan: loads
      .filter(({ restarts }) => !restarts)
      .flatMap(({ tasks }) => tasks)
      .filter((task) => task.seconds > 900).length,
  });
  for (const restarts of [true, false])
    for (const failures of numbers(values.failures))
      for (const cores of numbers(values.cores))
        print(simulate(loads, { cores, failures, restarts, repeats: Number(values.repeats) }));
} else {
  console.error('bench/cluster.mjs: name one of simulate, submit, shards');
  process.exitCode = 2;
}
