import { createClient, ErrorReply, type RedisClientType } from '@redis/client';
import { BackplaneError } from './backplane.js';

/** How long Redis may take for anything before it counts as away, ms: callers wait for it. */
const answerDeadlineMs = 100;

/** A timer that is later than this shows that the process itself was busy, ms. */
const ownDelayMs = 20;

/** How often it is asked whether it is there, ms; also the longest time until its return is noticed. */
const probeIntervalMs = 1000;

/** Unanswered probes in a row after which the connections are made anew: a dead host resets none of them. */
const probesBeforeRenewal = 5;

const connectTimeoutMs = 1000;
const reconnectDelayMs = 250;

/** Commands that may wait for their answers; beyond it they are refused, as they are while Redis is away. */
const commandLimit = 10_000;

/**
 * A connection to Redis of which nobody waits for long: what is not answered in time has failed, and from then on
 * everything fails at once until Redis answers again.
 */
export interface RedisConnection {
  readonly isAvailable: boolean;
  /** Resolves when the first attempt to connect has succeeded or failed. */
  readonly attempted: Promise<void>;
  /**
   * The result of a command.
   *
   * @throws BackplaneError at once while Redis is away, and after 100 ms where it does not answer; ErrorReply where it
   * refuses the command.
   */
  run<Result>(command: (redis: RedisClientType) => Promise<Result>): Promise<Result>;
  /** Hears what is published on a channel, from now on and after every interruption. */
  subscribe(channel: string, listener: (message: string) => void): void;
  onChange(listener: (isAvailable: boolean) => void): void;
  close(): void;
}

/** Connects, and goes on trying until it is closed. `url`: redis:// or rediss://. */
export function connectRedis(url: string): RedisConnection {
  const listeners: ((isAvailable: boolean) => void)[] = [];
  const subscriptions: { readonly channel: string; readonly listener: (message: string) => void }[] = [];
  let isAvailable: boolean | undefined;
  let isProbing = false;
  let unanswered = 0;
  let noteAttempt = () => {};
  const attempted = new Promise<void>((resolve) => {
    noteAttempt = resolve;
  });
  let { commands, messages } = open();
  const probing = setInterval(() => void probe(), probeIntervalMs);

  /** One for commands; another for messages, because a hearer may wait for Redis where a caller may not. */
  function open() {
    const options = {
      url,
      socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: () => reconnectDelayMs },
      commandsQueueMaxLength: commandLimit,
    };
    const clients = {
      commands: createClient({ ...options, disableOfflineQueue: true }) as RedisClientType,
      messages: createClient(options) as RedisClientType,
    };
    for (const client of Object.values(clients)) {
      client.on('error', () => setAvailable(false));
      client.on('ready', () => void probe());
      // Rejects only where it is closed before it has ever been connected.
      client.connect().catch(() => setAvailable(false));
    }
    for (const { channel, listener } of subscriptions) listen(clients.messages, channel, listener);
    return clients;
  }

  function destroy() {
    for (const client of [commands, messages]) {
      client.removeAllListeners('ready');
      client.destroy();
    }
  }

  function listen(client: RedisClientType, channel: string, listener: (message: string) => void) {
    // What is subscribed while Redis is away waits for its return; it fails where the client is given up.
    client.subscribe(channel, listener).catch(() => setAvailable(false));
  }

  function setAvailable(value: boolean) {
    noteAttempt();
    if (value === isAvailable) return;
    isAvailable = value;
    for (const listener of listeners) listener(value);
  }

  async function probe() {
    if (isProbing) return;
    isProbing = true;
    try {
      await inTime(commands.ping());
      unanswered = 0;
      setAvailable(messages.isReady);
    } catch {
      // Whatever the reason, it is told as a change of availability.
      setAvailable(false);
      unanswered += 1;
      if (unanswered % probesBeforeRenewal === 0) {
        destroy();
        ({ commands, messages } = open());
      }
    } finally {
      isProbing = false;
    }
  }

  return {
    get isAvailable() {
      return isAvailable === true;
    },
    attempted,
    async run(command) {
      if (isAvailable !== true) throw new BackplaneError('Redis is away');
      try {
        return await inTime(command(commands));
      } catch (error) {
        if (error instanceof ErrorReply) throw error;
        setAvailable(false);
        // It may have been this command alone.
        void probe();
        if (error instanceof BackplaneError) throw error;
        throw new BackplaneError('The connection to Redis has failed', { cause: error });
      }
    },
    subscribe(channel, listener) {
      subscriptions.push({ channel, listener });
      listen(messages, channel, listener);
    },
    onChange: (listener) => void listeners.push(listener),
    close() {
      clearInterval(probing);
      listeners.length = 0;
      destroy();
    },
  };
}

/** @throws BackplaneError after the deadline; what is still to come of the answer is nobody's. */
async function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    function wait() {
      const due = performance.now() + answerDeadlineMs;
      deadline = setTimeout(() => {
        // While this process was busy it neither asked nor read: that is not Redis's time.
        if (performance.now() - due > ownDelayMs) wait();
        else reject(new BackplaneError(`Redis has not answered for ${answerDeadlineMs} ms`));
      }, answerDeadlineMs);
    }
    wait();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(deadline);
  }
}
