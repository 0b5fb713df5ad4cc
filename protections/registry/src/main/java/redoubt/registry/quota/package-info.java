/**
 * How much a tenant may keep and how much may be pulled from it: exact for what is kept, counted in
 * memory and written every few seconds for what is pulled.
 */
@NullMarked
package redoubt.registry.quota;

import org.jspecify.annotations.NullMarked;
