"""Bundle what a request may use; the factory makes one bundle per application."""

from dataclasses import dataclass

from dashboard.access.accounts import House
from dashboard.access.doors import Doors
from dashboard.clock import Clock
from dashboard.intake.desk import Desk
from dashboard.intake.origins import Origins
from dashboard.messages import Messages
from dashboard.precedence import Precedence
from dashboard.presenter.pairing import Pairing
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.speech import speak
from dashboard.settings import Settings
from dashboard.store.errors import StoreError
from dashboard.store.log import Log
from dashboard.store.queries import Queries
from dashboard.store.setup import installed_district
from dashboard.store.states import States
from geodata.catalog import Catalog


@dataclass(frozen=True)
class Services:
    """Hold the parts of one running application; none of them changes."""

    settings: Settings
    profile: Profile
    calendar: WorkingDays
    clock: Clock
    catalog: Catalog
    queries: Queries
    states: States
    log: Log
    desk: Desk
    origins: Origins
    precedence: Precedence
    doors: Doors
    house: House
    pairing: Pairing
    demo: bool

    def outdated(self) -> bool:
        """Say whether `init` has installed another district or list since these parts were opened."""
        try:
            return installed_district(self.queries.engine) != self.log.district
        except StoreError:  # a database that is gone is told elsewhere
            return False

    def title(self, locale: str) -> str:
        """Return the title of all screens: the profile's, with the name of the whole where it asks for one."""
        about = self.catalog.about
        area = (about.name_en if locale == "en" else None) or about.name
        return self.profile.name.get(locale).replace("{area}", area)

    def say(self, locale: str) -> Messages:
        """Return the messages of a language, in the words of this election."""
        return speak(locale, self.profile)
