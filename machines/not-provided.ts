import { fromCallback, fromPromise, type EventObject } from 'xstate';

/** An actor that a machine names and the process provides: what it starts with. It tells its parent facts. */
export const notProvided = <Input, Command extends EventObject = EventObject>(role: string) =>
  fromCallback<Command, Input>(() => {
    throw new Error(`The "${role}" actor was not provided`);
  });

/** The same for an actor whose only fact is that it has finished. */
export const notProvidedTask = <Input>(role: string) =>
  fromPromise<void, Input>(() => Promise.reject(new Error(`The "${role}" actor was not provided`)));
