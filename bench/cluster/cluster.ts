import { runBenchmark } from '../benchmark.js';
import { crash } from './crash.js';
import { drain } from './drain.js';
import { recordsOutage } from './records-outage.js';
import { redisOutage } from './redis-outage.js';
import { workers } from './workers.js';

await runBenchmark({
  name: 'cluster',
  description:
    'Ends, kills and cuts off instances and their servers under live calls: real nginx, Redis and PostgreSQL.',
  parts: [drain, redisOutage, crash, recordsOutage, workers],
});
