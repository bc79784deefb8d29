import { bargeIn } from './barge-in.js';
import { runBenchmark } from './benchmark.js';
import { echo } from './echo.js';
import { lag } from './lag.js';
import { noise } from './noise.js';
import { numbers } from './numbers.js';
import { simultaneity } from './simultaneity.js';

await runBenchmark({
  name: 'interpreting',
  description: 'Measures how Dragoman interprets: through the real server, with stand-ins of all vendors.',
  parts: [simultaneity, bargeIn, echo, lag, numbers, noise],
});
