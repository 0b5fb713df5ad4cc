/**
 * What the plugin needs of the server: a lease that says which root key is in force under which key
 * id, and wrapping and unwrapping with it. {@link redoubt.kmsplugin.server.RootKeyServer} is that
 * need; {@link redoubt.kmsplugin.server.HttpsRootKeyServer} meets it over HTTPS with a credential
 * of the plugin's own. A server that says no and one that does not answer are told apart here.
 */
@NullMarked
package redoubt.kmsplugin.server;

import org.jspecify.annotations.NullMarked;
