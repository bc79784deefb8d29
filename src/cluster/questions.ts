import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Logger } from 'pino';
import { telephoneStatuses } from '../calls/calls.js';
import { BackplaneError, type Backplane } from './backplane.js';

/** How long the other instances may take to answer, ms. When Redis goes away nobody waits for it any longer. */
const answersDeadlineMs = 2000;

const callSid = z.string().max(64);

const incomingCallSchema = z.object({
  callSid,
  from: z.string(),
  to: z.string(),
  requestId: z.string(),
  routingKey: z.string().exactOptional(),
});

const questionSchema = z.discriminatedUnion('about', [
  z.object({ about: z.literal('calls') }),
  z.object({ about: z.literal('call'), callSid }),
  z.object({ about: z.literal('end'), callSid }),
  z.object({ about: z.literal('arrival'), call: incomingCallSchema }),
  z.object({ about: z.literal('resumption'), callSid }),
  z.object({ about: z.literal('telephoneStatus'), callSid, status: z.enum(telephoneStatuses) }),
  z.object({ about: z.literal('answeredBy'), callSid, answeredBy: z.string() }),
  z.object({ about: z.literal('streamFailure'), callSid, reason: z.string() }),
]);

/** What one instance asks the others, or tells them, about calls that may be theirs. */
export type Question = z.infer<typeof questionSchema>;

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('question'), id: z.string(), from: z.string(), question: questionSchema }),
  z.object({ type: z.literal('answer'), id: z.string(), to: z.string(), answer: z.unknown() }),
]);

type Message = z.infer<typeof messageSchema>;

/** Puts questions to the other instances, and answers theirs. */
export interface Questions {
  /**
   * What the others answer; who has nothing to say answers null, which is left out. Comes as soon as all have
   * answered, or one answer is `enough`, and at the latest after two seconds. Empty while nobody can be asked.
   */
  ask(question: Question, enough?: (answer: unknown) => boolean): Promise<readonly unknown[]>;
}

interface PendingQuestion {
  readonly answers: unknown[];
  hear(answer: unknown): void;
  finish(): void;
}

export interface QuestionsOptions {
  readonly backplane: Backplane;
  /** This instance's own answer, or a promise of it; null where it has none. */
  readonly answer: (question: Question) => unknown;
  readonly log: Logger;
}

export function createQuestions({ backplane, answer, log }: QuestionsOptions): Questions {
  const pending = new Map<string, PendingQuestion>();

  const send = (message: Message) => backplane.publish(JSON.stringify(message));

  backplane.onMessage((text) => {
    const message = parseMessage(text);
    if (message === undefined) {
      log.warn('message of another instance not understood');
    } else if (message.type === 'answer') {
      if (message.to === backplane.instance) pending.get(message.id)?.hear(message.answer);
    } else if (message.from === backplane.instance) {
      pending.get(message.id)?.hear(null);
    } else {
      const { id, from: to, question } = message;
      reply(id, to, question).catch((error: unknown) => {
        log.warn({ err: error }, 'question of another instance could not be answered');
      });
    }
  });

  async function reply(id: string, to: string, question: Question) {
    await send({ type: 'answer', id, to, answer: (await answer(question)) ?? null });
  }

  backplane.onLost(() => {
    for (const question of pending.values()) question.finish();
  });

  return {
    async ask(question, enough = () => false) {
      const id = randomUUID();
      const answers: unknown[] = [];
      let heard = 0;
      let expected = Infinity;
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      pending.set(id, {
        answers,
        hear(given) {
          heard += 1;
          if (given !== null) answers.push(given);
          if (heard >= expected || (given !== null && enough(given))) finish();
        },
        finish,
      });
      const deadline = setTimeout(finish, answersDeadlineMs);
      try {
        expected = await send({ type: 'question', id, from: backplane.instance, question });
        if (heard < expected) await finished;
        if (heard < expected && !answers.some(enough)) {
          log.warn({ about: question.about, heard, expected }, 'not all instances have answered');
        }
      } catch (error) {
        if (!(error instanceof BackplaneError)) throw error;
      } finally {
        clearTimeout(deadline);
        pending.delete(id);
      }
      return answers;
    },
  };
}

function parseMessage(text: string): Message | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
