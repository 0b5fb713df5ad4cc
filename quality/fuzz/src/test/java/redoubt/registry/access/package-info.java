@NullMarked
package redoubt.registry.access;

import org.jspecify.annotations.NullMarked;
