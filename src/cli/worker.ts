/** The module of a worker thread. */
import { serveTasks } from './task-thread.ts';

serveTasks();
