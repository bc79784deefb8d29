import { createActor } from 'xstate';
import { expect, test } from 'vitest';
import {
  switchboardMachine,
  type SwitchboardReport,
} from '../../../machines/switchboard/switchboard-machine.js';
import { createAlarmClock } from './alarm-clock.js';
import { coverageOf } from './coverage.js';
import { explore } from './exploration.js';
import type { Stage } from './stage.js';
import { callInWorlds } from './world.js';

const callSids = ['CA1', 'CA2'] as const;

const coverage = coverageOf(switchboardMachine);

/** A switchboard whose calls come, end when they are hung up, and break when a language is identified. */
function switchboardStages() {
  const calls = callInWorlds();
  const call = calls.machine.provide({
    actions: {
      takeLanguage: () => {
        throw new Error('The call broke');
      },
    },
  });
  const machine = switchboardMachine.provide({ actors: { call } });

  return function openSwitchboard(): Stage {
    const world = calls.enter();
    const clock = createAlarmClock();
    const actor = createActor(machine, { clock, inspect: coverage.inspect });
    const reports: SwitchboardReport[] = [];
    /** How each call is to end. */
    const ends = new Map<string, SwitchboardReport['type']>();
    actor.on('*', (report) => reports.push(report));
    actor.start();
    const live = () => Object.keys(actor.getSnapshot().children);
    return {
      possible() {
        const possible = new Map<string, () => void>();
        for (const callSid of callSids) {
          const child = actor.getSnapshot().children[callSid];
          if (child !== undefined) {
            possible.set(`${callSid} is hung up`, () => {
              ends.set(callSid, 'call.ended');
              child.send({ type: 'end.requested' });
            });
            possible.set(`${callSid} breaks`, () => {
              if (child.getSnapshot().matches('live')) ends.set(callSid, 'call.failed');
              child.send({ type: 'language.identified', party: 'client', language: 'de' });
            });
          } else if (!ends.has(callSid)) {
            possible.set(`${callSid} arrives`, () =>
              actor.send({
                type: 'call.arrived',
                call: {
                  callSid,
                  agentNumbers: ['+34981000001'],
                  agentLanguage: 'es',
                  presumedClientLanguage: 'fr',
                  invitedLanguages: ['fr'],
                  introduction: { known: '{language}', unknown: '?' },
                  bypassSameLanguage: false,
                },
              }),
            );
          }
        }
        if (clock.hasAlarm) possible.set('time passes', () => clock.advance());
        return possible;
      },
      observe: () => undefined,
      key: () =>
        JSON.stringify([
          callSids.map((callSid) => actor.getSnapshot().children[callSid]?.getSnapshot().value ?? null),
          reports.map(({ type, callSid }) => `${callSid} ${type}`).toSorted(),
        ]),
      trace: () => JSON.stringify([live(), reports.length, clock.now(), world.running.size]),
      check() {
        expect(actor.getSnapshot().status).toBe('active');
        for (const { type, callSid } of reports) {
          expect(live(), `${callSid} was told to be over`).not.toContain(callSid);
          expect(type, callSid).toBe(ends.get(callSid) ?? 'call.ended');
          expect(reports.filter((report) => report.callSid === callSid)).toHaveLength(1);
        }
        if (live().length === 0) expect([...world.running]).toEqual([]);
      },
      stop: () => void actor.stop(),
    };
  };
}

test('calls come, end and break in any order: each is told of once, and the rest go on', () => {
  const { states } = explore({ open: switchboardStages(), isTried: () => true, mostStates: 200 });
  const ends = states.filter(({ possible }) => possible.length === 0);
  expect(ends.map(({ key }) => key).length).toBeGreaterThanOrEqual(4);
});

test('every state and every transition of a switchboard was reached', () => {
  expect(coverage.unreached()).toEqual([]);
});
