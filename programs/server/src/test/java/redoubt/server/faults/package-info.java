/**
 * What happens to a whole server when what it stands on breaks: killed processes, full disks, a
 * database or a hardware module that goes away, clocks that jump, rubbish from callers, and several
 * servers on one database. Where processes die, the server is a process of its own.
 */
@NullMarked
package redoubt.server.faults;

import org.jspecify.annotations.NullMarked;
