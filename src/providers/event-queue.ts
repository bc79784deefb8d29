/**
 * Where callbacks meet an asynchronous iteration: what is pushed waits until the one consumer takes it. The first
 * of `end`, `fail` and `discard` closes the queue and decides how the iteration is over.
 */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  /** Appends an event. Returns false, and drops it, when the queue is full or closed. */
  push(event: Event): boolean;
  /** Ends the iteration after what waits. */
  end(): void;
  /** Makes the iteration throw the error after what waits. */
  fail(error: Error): void;
  /** Drops what waits, and ends the iteration. */
  discard(): void;
}

export interface EventQueueSettings {
  /** Events that may wait at the most. */
  readonly capacity: number;
  /** Runs when the iteration is over: it ended, it threw, or its consumer left it early. */
  readonly onDone: () => void;
}

/** A bounded queue of events for one consumer. */
export function createEventQueue<Event>({ capacity, onDone }: EventQueueSettings): EventQueue<Event> {
  const waiting: Event[] = [];
  let closing: { readonly error?: Error } | undefined;
  let wake: (() => void) | undefined;

  const close = (how: { readonly error?: Error }) => {
    closing ??= how;
    wake?.();
  };

  async function* consume(): AsyncGenerator<Event, void, undefined> {
    try {
      for (;;) {
        if (waiting.length > 0) {
          yield* waiting.splice(0, 1);
        } else if (closing === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
        } else {
          if (closing.error !== undefined) throw closing.error;
          return;
        }
      }
    } finally {
      onDone();
    }
  }

  return {
    push(event) {
      if (closing !== undefined || waiting.length >= capacity) return false;
      waiting.push(event);
      wake?.();
      return true;
    },
    end: () => close({}),
    fail: (error) => close({ error }),
    discard() {
      waiting.length = 0;
      close({});
    },
    [Symbol.asyncIterator]: consume,
  };
}
