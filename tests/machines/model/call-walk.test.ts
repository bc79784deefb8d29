import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callStages } from './call-stage.js';
import { fallSilent, hangUp, restOf } from './rest.js';
import { alongPath, factsOf, happen } from './stage.js';

/** More of them: MODEL_WALKS=5000 npx vitest run tests/machines/model/call-walk.test.ts. */
const walks = Number(process.env.MODEL_WALKS ?? 60);

/** What would end most calls before anything else happens to them. */
const rare = /leg\.(ended|lost|unreachable)|requested$|began$|breaks$|fails$|failed$|cannot|nobody does$/;

/** Which of the facts happens that may, and whether it is a rare one. */
const step = fc.record({ pick: fc.nat(10_000), isRare: fc.nat(25).map((n) => n === 25) });

test(
  'a call on which anything happens, both directions at once: what must hold holds, and it rests and ends',
  { timeout: 120_000 + walks * 200 },
  () => {
    const openCall = callStages({ mostPending: 3, mostAnnouncements: 3 });
    fc.assert(
      fc.property(fc.array(step, { minLength: 25, maxLength: 25 }), fc.boolean(), (steps, isAnswered) => {
        const call = openCall();
        const path = ['client leg.connected', ...(isAnswered ? ['agent leg.connected'] : [])];
        alongPath(path, () => {
          for (const fact of path) happen(call, fact);
          for (const { pick, isRare } of steps) {
            const wanted = factsOf(call).filter((fact) => rare.test(fact) === isRare);
            const fact = wanted[pick % wanted.length];
            if (fact === undefined) continue;
            path.push(fact);
            happen(call, fact);
          }
          fallSilent(call);
          expect(restOf(call.view)).toBe('at rest');
          hangUp(call);
          expect(call.view.actor.getSnapshot().status).toBe('done');
        });
        call.stop();
      }),
      { numRuns: walks },
    );
  },
);
