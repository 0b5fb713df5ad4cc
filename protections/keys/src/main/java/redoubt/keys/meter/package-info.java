/**
 * What the policy {@code metrics} of an instance switches on: how many calls of Key Protect's API
 * the instance got and how long they took, under the names that IBM's dashboards read. A call's
 * figures say which action and status, never which key or caller.
 */
@NullMarked
package redoubt.keys.meter;

import org.jspecify.annotations.NullMarked;
