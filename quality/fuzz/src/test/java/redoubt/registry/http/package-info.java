@NullMarked
package redoubt.registry.http;

import org.jspecify.annotations.NullMarked;
