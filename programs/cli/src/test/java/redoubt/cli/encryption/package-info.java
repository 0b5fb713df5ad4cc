/** Files of a control plane put in place and taken back. */
@org.jspecify.annotations.NullMarked
package redoubt.cli.encryption;
