/**
 * The program that stands beside a Kubernetes API server and lets the customer's root key guard its
 * secrets: it answers the KMS contract on a unix socket from keys of its own, which the root key
 * wraps, as long as the server's lease on the root key lasts. What an API server sees is in {@link
 * redoubt.kmsplugin.PluginV2} and {@link redoubt.kmsplugin.PluginV1}; {@link
 * redoubt.kmsplugin.Plugin} puts the parts together.
 */
@NullMarked
package redoubt.kmsplugin;

import org.jspecify.annotations.NullMarked;
