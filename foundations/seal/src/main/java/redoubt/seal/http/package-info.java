/** The seal over HTTP: its status, rotation and migration, for administrators. */
@NullMarked
package redoubt.seal.http;

import org.jspecify.annotations.NullMarked;
