"""What a user does over the days: installs, opens the app, searches, buys, leaves."""

from __future__ import annotations

from typing import Any, NamedTuple

from sheets_runner.sandbox import catalogue
from sheets_runner.sandbox.catalogue import Campaign
from sheets_runner.sandbox.days import DAY_SECONDS, Calendar
from sheets_runner.sandbox.dice import Dice, wheel
from sheets_runner.sandbox.people import Habits

_HOUR = 3600
_SATURDAY = 5
_MORNING_SHARE = 0.3
_UTM_SHARE = 0.28
_LANDING = ("home", "flights", "hotels", "offers")
_NO_CAMPAIGN = Campaign(catalogue.DIRECT, 0, catalogue.DIRECT_BUYS)


class Happening(NamedTuple):
    """An event before it is known which came first.

    Attributes:
        epoch: UTC epoch second.
        name: The event's name.
        event_props: Its own properties.
        session_props: Those of the session it happened in, empty outside one.
    """

    epoch: int
    name: str
    event_props: dict[str, Any]
    session_props: dict[str, Any]


class World:
    """What is the same for all users: the calendar, and on each day its hours and campaigns."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.last = len(calendar.days) - 1
        self.hours = [
            catalogue.WEEKEND_HOURS if day.weekday() >= _SATURDAY else catalogue.WEEKDAY_HOURS
            for day in calendar.days
        ]
        self.hours[-1] = tuple(h for h in self.hours[-1] if h < catalogue.MORNING_HOURS)
        self.campaigns = [self._campaigns(day / self.last) for day in range(len(calendar.days))]

    def _campaigns(self, part: float) -> tuple[Campaign, ...]:
        running = [one for one in catalogue.CAMPAIGNS if one.opens <= part <= one.closes]
        return wheel([(one, one.weight) for one in running])

    def share(self, day: int) -> float:
        """Return how busy a day is; 1 is a weekday."""
        if day == self.last:
            return _MORNING_SHARE
        return 1.2 if self.calendar.days[day].weekday() >= _SATURDAY else 1.0


class Diary:
    """Writes down what one user does.

    Args:
        world: What all users share.
        dice: The user's own chance.
        habits: What the user is likely to do.
    """

    def __init__(self, world: World, dice: Dice, habits: Habits) -> None:
        self.entries: list[Happening] = []
        self._world = world
        self._dice = dice
        self._habits = habits
        self._now = 0
        self._session: dict[str, Any] = {}

    def live(self) -> None:
        """Write the diary from the first day to the last."""
        habits, dice = self._habits, self._dice
        for day in range(max(habits.installed, 0), min(habits.uninstalled, self._world.last + 1)):
            if day == habits.installed:
                self._visit(day, installs=True)
            elif dice.chance(habits.rhythm * self._world.share(day)):
                self._visit(day)
                if dice.chance(0.35):
                    self._visit(day)
        if habits.uninstalled <= self._world.last:
            self._leave(habits.uninstalled)

    def give_feedback(self, day: int, comment: str, ticket: int) -> None:
        """Write a comment at some time of a day, outside any session."""
        self._begin(day, {})
        self._note(catalogue.FEEDBACK_GIVEN, {"Comment": comment, "Ticket": ticket})

    def _begin(self, day: int, session: dict[str, Any]) -> None:
        second = self._dice.pick(self._world.hours[day]) * _HOUR + self._dice.below(_HOUR)
        self._now = self._world.calendar.moment(day, second)
        self._session = session

    def _note(self, name: str, props: dict[str, Any]) -> None:
        self.entries.append(Happening(self._now, name, props, self._session))
        self._now += 5 + self._dice.below(90)

    def _visit(self, day: int, *, installs: bool = False) -> None:
        utm = self._dice.chance(_UTM_SHARE)
        campaign = self._dice.pick(self._world.campaigns[day]) if utm else _NO_CAMPAIGN
        self._begin(day, campaign.session)
        if installs:
            self._note(catalogue.APP_INSTALLED, self._habits.launch)
        self._note(catalogue.APP_LAUNCHED, self._habits.launch)
        if utm:
            self._note(catalogue.UTM_VISITED, {"Landing Page": self._dice.pick(_LANDING)})
        self._search(campaign.buys * self._habits.buys)

    def _search(self, buys: float) -> None:
        dice = self._dice
        if dice.chance(0.36):
            flights = [self._flight() for _ in range(dice.pick((1, 1, 2)))]
            if dice.chance(buys):
                self._buy("Flight", flights)
        if dice.chance(0.14):
            hotel = self._hotel()
            if dice.chance(buys):
                self._buy("Hotel", [hotel])

    def _flight(self) -> tuple[str, int]:
        """Note a search; return its route and fare."""
        dice = self._dice
        origin, destination = dice.pick(catalogue.AIRPORTS), dice.pick(catalogue.AIRPORTS)
        fare = dice.between(2_000, 14_999)
        leaves = (self._now // _HOUR + 24 * dice.between(1, 60)) * _HOUR
        props: dict[str, Any] = {
            "Origin": origin,
            "Destination": destination,
            "Class": dice.pick(catalogue.CLASSES),
            "Fare": fare,
            "Leave Date": f"$D_{leaves}",
            "Passengers": dice.pick((1, 1, 1, 2, 2, 4)),
        }
        if dice.chance(0.8):
            props["Meal selected"] = "true" if dice.chance(0.3) else "false"
        if dice.chance(0.5):
            props["Instant Off"] = dice.below(9) * 50.0
        self._note(catalogue.FLIGHT_SEARCH, props)
        return f"{origin}-{destination}", fare

    def _hotel(self) -> tuple[str, int]:
        """Note a search; return the city and the price of all nights."""
        dice = self._dice
        nights, price = dice.between(1, 7), dice.between(1_200, 9_000)
        city = dice.pick(catalogue.CITIES)
        props: dict[str, Any] = {"City": city, "Nights": nights, "Price": price + 0.5}
        if dice.chance(0.85):
            props["Rating"] = dice.between(1, 5)
        self._note(catalogue.HOTEL_SEARCH, props)
        return city, nights * price

    def _buy(self, category: str, choices: list[tuple[str, int]]) -> None:
        dice = self._dice
        items = [
            {"Category": category, "Name": name, "Price": price, "Quantity": 1}
            for name, price in choices
        ]
        amount = sum(price for _, price in choices)
        charged: dict[str, Any] = {
            "Amount": amount,
            "Currency": "INR" if dice.chance(0.9) else "AED",
            "Payment mode": dice.pick(catalogue.PAYMENTS),
            "Charged ID": dice.between(10_000_000, 99_999_999),
            "Items": items,
        }
        if dice.chance(0.3):
            charged.update({"Coupon": dice.pick(catalogue.COUPONS), "Amount": amount * 0.75})
        self._note(catalogue.CHARGED, charged)
        self._confirm(category, amount)

    def _confirm(self, category: str, amount: int) -> None:
        dice = self._dice
        locator = dice.hexadecimal(8)[:6].upper()
        confirmation = {
            "PNR Number": f"{locator}*{locator}",
            "Product": category,
            "Revenue": float(amount // 10),
            "ProviderId": dice.between(1_050, 1_062),
            "CT Source": "API",
        }
        self._note(catalogue.BOOKING_CONFIRMATION, confirmation)
        if dice.chance(0.05):
            ticket = catalogue.FIRST_TICKET + dice.below(DAY_SECONDS)
            comment = dice.pick(catalogue.COMMENTS)
            self._note(catalogue.FEEDBACK_GIVEN, {"Comment": comment, "Ticket": ticket})

    def _leave(self, day: int) -> None:
        self._begin(day, {})
        self._note(catalogue.APP_UNINSTALLED, {"CT Source": "API"})
