/** The plugin as an API server and an attacker meet it. */
@org.jspecify.annotations.NullMarked
package redoubt.kmsplugin;
