import { runBenchmark } from './benchmark.js';
import { failures } from './failures.js';
import { identification } from './identification.js';

await runBenchmark({
  name: 'providers',
  description:
    'Measures how soon a language is known, and what is noticed of a provider that fails: through the real server.',
  parts: [identification, failures],
});
