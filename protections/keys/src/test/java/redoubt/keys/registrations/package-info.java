@NullMarked
package redoubt.keys.registrations;

import org.jspecify.annotations.NullMarked;
