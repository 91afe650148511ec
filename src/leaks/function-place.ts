/** Open this to see how it is known in which file a function stands that nobody saw being made: V8's inspector knows it. */
import { Session, type Debugger, type Runtime } from 'node:inspector';
import { isFramework, pathOf } from '../facts/place.js';
import type { Maker } from './maker.js';
import { sourcePlace } from './source-place.js';

/** A bound function leads to what it calls. */
const FURTHEST = 10;
/** The inspector reaches objects only by name. */
const DESK = Symbol.for('mortise.desk');

/** Who made each function, if V8 could be asked: nobody where it is in no file. It takes some 50 ms, since V8 lists every script first. */
export function placesOfFunctions(functions: readonly object[]): ReadonlyMap<object, Maker> {
  const found = new Map<object, Maker>();
  if (functions.length === 0) return found;
  const session = new Session();
  const scripts = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => void scripts.set(params.scriptId, params.url));
  try {
    session.connect();
    session.post('Debugger.enable');
    Object.defineProperty(globalThis, DESK, { value: functions, configurable: true });
    for (const [index, code] of functions.entries()) {
      const location = locationOf(session, `globalThis[Symbol.for('mortise.desk')][${index}]`);
      found.set(code, makerAt(location && scripts.get(location.scriptId), location));
    }
  } catch {
    // Whoever debugs this thread may leave no room for us; then nobody can tell.
  } finally {
    Reflect.deleteProperty(globalThis, DESK);
    session.disconnect();
  }
  return found;
}

function makerAt(url: string | undefined, location: Debugger.Location | undefined): Maker {
  if (location === undefined || url === undefined || !/^(?:file:\/\/|\/|[A-Za-z]:\\)/.test(url))
    return { through: [], places: [], own: false };
  const { lineNumber, columnNumber = 0 } = location;
  // The loader has given two texts of a file two names: `a.js?0a1b2c3d`.
  const place = `${pathOf(url.replace(/%3F[0-9a-f]{8}$/, ''))}:${lineNumber + 1}:${columnNumber + 1}`;
  const source = sourcePlace(url, lineNumber, columnNumber);
  return { through: [], places: [place], ...(source === undefined ? {} : { sources: [source] }), own: isFramework(url) };
}

function locationOf(session: Session, expression: string): Debugger.Location | undefined {
  let object = ask<Runtime.EvaluateReturnType>(session, 'Runtime.evaluate', { expression })?.result.objectId;
  for (let far = 0; far < FURTHEST && object !== undefined; far += 1) {
    const properties = ask<Runtime.GetPropertiesReturnType>(session, 'Runtime.getProperties', { objectId: object, ownProperties: true });
    const inside = (name: string): Runtime.RemoteObject | undefined =>
      properties?.internalProperties?.find((property) => property.name === name)?.value;
    const location = inside('[[FunctionLocation]]');
    if (location !== undefined) return location.value as Debugger.Location;
    object = inside('[[TargetFunction]]')?.objectId;
  }
  return undefined;
}

/** In its own thread the inspector answers before `post` returns. */
function ask<T>(session: Session, method: string, params: object): T | undefined {
  let answer: T | undefined;
  session.post(method, params, (_error, result) => (answer = result as T | undefined));
  return answer;
}
