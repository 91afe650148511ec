#!/usr/bin/env node
/** Open this to see what the `mortise` command starts, and the only place where mortise ends a process. */
import { main } from './main.js';
import { leaveOnFailure, written } from './written.js';

leaveOnFailure();
// A plugin may have left something behind that would keep the process alive; a command that is done is done.
void main(process.argv.slice(2)).then(async (code) => process.exit(await written(code)));
