import { SimulatedClock, type ActorOptions, type AnyActorLogic } from 'xstate';

type Clock = NonNullable<ActorOptions<AnyActorLogic>['clock']>;

/** A simulated clock that knows when its next alarm is due. */
export interface AlarmClock extends Clock {
  /** ms. */
  now(): number;
  readonly hasAlarm: boolean;
  /** Goes on to the next alarm; that and those due with it go off. */
  advance(): void;
}

export function createAlarmClock(): AlarmClock {
  const clock = new SimulatedClock();
  /** When each alarm is due, ms. */
  const due = new Map<number, number>();
  return {
    setTimeout(alarm: () => void, ms: number) {
      const id = clock.setTimeout(() => {
        due.delete(id);
        alarm();
      }, ms);
      due.set(id, clock.now() + ms);
      return id;
    },
    clearTimeout(id: number) {
      due.delete(id);
      clock.clearTimeout(id);
    },
    now: () => clock.now(),
    get hasAlarm() {
      return due.size > 0;
    },
    advance() {
      clock.set(Math.min(...due.values()));
    },
  };
}
