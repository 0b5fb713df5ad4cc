/**
 * The routes of the OCI distribution specification, its errors, and our own routes for namespaces.
 */
@NullMarked
package redoubt.registry.http;

import org.jspecify.annotations.NullMarked;
