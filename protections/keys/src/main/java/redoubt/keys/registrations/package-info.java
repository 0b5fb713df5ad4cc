/**
 * Registrations: what a root key protects, told by the services that use it.
 *
 * <p>People read them to see what a key's end would cost; a deletion asks them for consent. Only
 * services write them: other rooms of the server through {@link
 * redoubt.keys.registrations.RegistrationBook}, programs through the API with a service's token. A
 * registration belongs to the service that made it.
 */
@NullMarked
package redoubt.keys.registrations;

import org.jspecify.annotations.NullMarked;
