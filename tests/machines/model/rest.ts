import { directions, parties } from '../../../machines/call/call-events.js';
import type { CallStage, CallView } from './call-stage.js';
import { factsOf, happen } from './stage.js';

/** More alarms than go off before any call is at rest: a loop, then. */
const mostAlarms = 300;

/** Both parties fall silent, nobody else says anything any more, and time passes until nothing is waited for. */
export function fallSilent(call: CallStage): void {
  for (const party of parties) {
    for (const edge of ['speech.misfired', 'speech.paused', 'speech.ended']) {
      const fact = `${party} ${edge}`;
      if (factsOf(call).includes(fact)) happen(call, fact);
    }
  }
  for (let alarms = 0; factsOf(call).includes('time passes'); alarms += 1) {
    if (alarms === mostAlarms) throw new Error('Alarms go off for ever');
    happen(call, 'time passes');
  }
}

/** The client hangs up, and the actor that hangs up the agent says nothing. */
export function hangUp(call: CallStage): void {
  if (factsOf(call).includes('client leg.ended')) happen(call, 'client leg.ended');
  while (factsOf(call).includes('time passes')) happen(call, 'time passes');
}

/** `at rest`, or what of a call still waits for something. */
export function restOf({ actor }: CallView): string {
  const { value, context, status } = actor.getSnapshot();
  if (status === 'done') return 'at rest';
  const pending = context.clauses.filter(({ state }) =>
    ['translating', 'synthesizing', 'speaking'].includes(state),
  );
  if (pending.length > 0) return `${pending.map(({ id }) => id).join(', ')} under way`;
  if (typeof value !== 'object') return value;
  const { conversation } = value.live;
  if (conversation === 'bypassing') return 'at rest';
  if (typeof conversation !== 'object' || !('interpreting' in conversation))
    return JSON.stringify(conversation);
  const regions = conversation.interpreting;
  const resting = JSON.stringify({ hearing: 'listening', translation: 'idle', voice: { silent: 'content' } });
  return directions.every((direction) => JSON.stringify(regions[direction]) === resting)
    ? 'at rest'
    : JSON.stringify(regions);
}
