/** What pages make of the interface's answers. */
package redoubt.registry.console;
